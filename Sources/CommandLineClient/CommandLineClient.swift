// The room CommandLineClient; see the README's layout of the house.
