"""What one may ask the house to do: one method is one verb, one role, one transaction."""
