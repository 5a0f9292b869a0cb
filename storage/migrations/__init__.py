"""The history of the schema, one file a step; expand before contract."""
