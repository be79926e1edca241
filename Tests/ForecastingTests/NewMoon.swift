import DomainPrimitives
import Foundation

/// New moons by the periodic terms of Meeus, "Astronomical Algorithms" (1998), chapter 49, those of a minute and more:
/// right to some minutes, where a day has 1,440.
enum NewMoon {
  /// The day in Vietnam (UTC+7) of the new moon next to a day.
  static func day(near date: CivilDate) -> CivilDate {
    // Days from 2000-01-06, the first new moon of that year; a synodic month has 29.530588861 of them.
    let sinceFirst = Double(date.daysSinceEpoch - 10_962)
    let count = (sinceFirst / 29.530588861).rounded()
    let days = julianDay(count) - 2_440_587.5 + 7.0 / 24
    return CivilDate(clampingDaysSinceEpoch: Int(days.rounded(.down)))
  }

  /// Of the new moon with a number, from 0 in January 2000 on, in universal time.
  private static func julianDay(_ count: Double) -> Double {
    let centuries = count / 1236.85
    let square = centuries * centuries
    func degrees(_ start: Double, _ rate: Double, _ bend: Double) -> Double {
      (start + rate * count + bend * square) * .pi / 180
    }
    let mean = 2_451_550.09766 + 29.530588861 * count + 0.00015437 * square
    let eccentricity = 1 - 0.002516 * centuries
    let sun = degrees(2.5534, 29.1053567, -0.0000014)
    let moon = degrees(201.5643, 385.81693528, 0.0107582)
    let latitude = degrees(160.7108, 390.67050284, -0.0016118)
    let node = degrees(124.7746, -1.56375588, 0.0020672)
    let corrections =
      -0.4072 * sin(moon) + 0.17241 * eccentricity * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * latitude)
      + 0.00739 * eccentricity * sin(moon - sun) - 0.00514 * eccentricity * sin(moon + sun)
      + 0.00208 * eccentricity * eccentricity * sin(2 * sun) - 0.00111 * sin(moon - 2 * latitude)
      - 0.00057 * sin(moon + 2 * latitude) + 0.00056 * eccentricity * sin(2 * moon + sun)
      - 0.00042 * sin(3 * moon) + 0.00042 * eccentricity * sin(sun + 2 * latitude) - 0.00017 * sin(node)
    // Terrestrial time is 68 to 80 seconds ahead of universal time in these years.
    return mean + corrections - 74.0 / 86_400
  }
}
