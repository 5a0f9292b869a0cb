"""The gates at the doors: who may pass, how often, and how a refusal looks."""
