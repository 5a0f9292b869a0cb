"""The sandbox: the Telegram Bot API imitated, with people, groups, faults and a page."""
