"""One file, one setting of a workspace: its ``PAGE`` is in the menu of ``/settings``."""
