/// The versions of all records that others are found by. Two that are compared belong to one book and its successors.
struct FactVersions: Hashable, Sendable {
  var units = FactVersion()
  var successions = FactVersion()
  var phases = FactVersion()
  var producers = FactVersion()
  var products = FactVersion()
  var recognitions = FactVersion()
  var documents = FactVersion()
  var floors = FactVersion()
  var stores = FactVersion()
  var accounts = FactVersion()
  var listings = FactVersion()
  var looks = FactVersion()
  var monthlyTotals = FactVersion()
}
