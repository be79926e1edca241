package import Storage

/// What must hold of a service's list of migrations.
package enum MigrationList {
  /// Refuses a list that is not in order.
  package static func check(_ migrations: [Migration]) throws(DatabaseError) {
    var last = 0
    for migration in migrations {
      guard migration.version > last else {
        let message = "migration \(migration.version) \"\(migration.name)\" comes after \(last); versions must increase"
        throw DatabaseError(.misuse, message: message)
      }
      last = migration.version
    }
  }

  /// Refuses a database that a newer program, or another service, has written.
  ///
  /// - Parameters:
  ///   - applied: The names of the steps in the database, by version.
  ///   - place: The database, for messages.
  /// - Throws: ``DatabaseError/Code/schemaTooNew``, or ``DatabaseError/Code/misuse``.
  package static func check(
    _ migrations: [Migration],
    against applied: [Int: String],
    place: String
  ) throws(DatabaseError) {
    let known = migrations.last?.version ?? 0
    if let newest = applied.keys.max(), newest > known {
      let message = "\(place) has schema version \(newest), this program knows \(known); run the newer program"
      throw DatabaseError(.schemaTooNew, message: message)
    }
    for migration in migrations {
      guard let name = applied[migration.version], name != migration.name else { continue }
      let message =
        "\(place): schema version \(migration.version) is \"\(name)\" in the database and "
        + "\"\(migration.name)\" in the program; the database belongs to another service or program"
      throw DatabaseError(.misuse, message: message)
    }
  }
}
