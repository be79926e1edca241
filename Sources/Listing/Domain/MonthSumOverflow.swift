/// A month's sum is too large to be held: far more than anybody sells, so an amount in it is a typing error.
struct MonthSumOverflow: Error, Hashable {}
