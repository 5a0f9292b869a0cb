"""How fast the house is, measured from outside, each figure beside the floor of the same run."""
