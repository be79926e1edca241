// The room Registry; see the README's layout of the house.
