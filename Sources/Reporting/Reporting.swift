// The room Reporting; see the README's layout of the house.
