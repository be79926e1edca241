// The room Feed; see the README's layout of the house.
