import ClientKit
import LoadPlan
import TestSupport
import Testing

@Suite("Placeholders in requests")
struct PlaceholderTests {
  private func value(_ text: String, _ variables: [String: String] = [:]) throws -> String {
    let json = JSONWriter.oneLine(.string(text))
    var random = SeededGenerator(seed: 1)
    var context = TemplateContext(worker: 1, workerCount: 2, run: "r1")
    let template = try TemplateFixtures.template(json, variables)
    return JSONWriter.oneLine(try template.next(random: &random, context: &context))
  }

  @Test(
    "a text with placeholders becomes one text; a text that is nothing but a placeholder keeps its type",
    arguments: [
      ("${sequence}", "1"), ("CT-${sequence}", "\"CT-1\""), ("${sequence}${worker}", "\"11\""), ("${worker}", "1"),
      ("${ sequence ( 10 , 5 ) }", "15"), ("${sequence(-3)}", "-2"), ("${integer(7, 7)}", "7"), ("${run}", "\"r1\""),
      ("${province}", "\"20\""), ("${choice('a, b}')}", "\"a, b}\""), ("x${choice('')}y", "\"xy\""),
      ("$${sequence}", "\"${sequence}\""), ("$$${sequence}", "\"$${sequence}\""), ("5$ $", "\"5$ $\""), ("", "\"\""),
      ("${csv(producers.csv, name)}", #""Lạp sườn, \"Bích Trâm\"""#), ("}${hex(0)}{", "\"}{\""),
    ]
  )
  func values(text: String, json: String) throws {
    #expect(try value(text, ["province": "20"]) == json)
  }

  @Test(
    "what is no placeholder is refused with the field, the placeholder, and what there is",
    arguments: [
      (
        #"{"a": [{"b": "${sequnce}"}]}"#,
        "a[0].b: ${sequnce}: no generator or variable has this name. "
          + "Did you mean sequence? Generators: answer, choice, csv, hex, integer, now, run, sequence, text, uuid7, "
          + "worker, zipf; variables: province"
      ),
      (#""${provinc}""#, "${provinc}: no generator or variable has this name. Did you mean province?"),
      (#""${province(1)}""#, "${province(1)}: no generator or variable has this name."),
      (#""${sequence""#, "${sequence: the placeholder has no } at its end"),
      (#""${}""#, "${}: write ${NAME}"),
      (#""${sequence 3}""#, "${sequence 3}: behind the name stand arguments in parentheses, or nothing"),
      (#""${sequence[3]}""#, "${sequence[3]}: behind the name stand arguments in parentheses, or nothing"),
      (#""${choice(a,, b)}""#, "${choice(a,, b)}: an argument is empty (write '' for no text)"),
      (#""${choice('a' b)}""#, "${choice('a' b)}: between arguments stand commas"),
      (#""${choice('a)}""#, "${choice('a)}: the placeholder has no }"),
      (#""${integer(1)}""#, "${integer(1)}: it has 1 arguments (write integer(LEAST, MOST))"),
      (#""${integer(2, 1)}""#, "${integer(2, 1)}: 2 is more than 1"),
      (#""${integer(a, 1)}""#, "${integer(a, 1)}: \"a\" is not a whole number"),
      (#""${sequence(1, 0)}""#, "${sequence(1, 0)}: a step of 0"),
      (#""${sequence(1, 2, 3)}""#, "${sequence(1, 2, 3)}: it has 3 arguments (write sequence, sequence(START, STEP))"),
      (#""${text(-1)}""#, "${text(-1)}: a length is from 0 to 1048576"),
      (#""${hex(1048577)}""#, "${hex(1048577)}: a length is from 0 to 1048576"),
      (#""${now(hours)}""#, "${now(hours)}: no such form of the time"),
      (#""${uuid7(1)}""#, "${uuid7(1)}: it has 1 arguments"),
      (#""${worker(1)}""#, "${worker(1)}: it has 1 arguments"),
      (#""${run(1)}""#, "${run(1)}: it has 1 arguments"),
      (#""${zipf(0, 1)}""#, "${zipf(0, 1)}: COUNT is a whole number from 1 to 1000000"),
      (#""${zipf(10, nan)}""#, "${zipf(10, nan)}: EXPONENT is a number from 0 to 10"),
      (#""${answer(step)}""#, "${answer(step)}: it has 1 arguments (write answer(STEP, path.to.field))"),
      (#""${answer(step, a..b)}""#, "${answer(step, a..b)}: \"a..b\" is no path: field.field, and field[0] for"),
      (#""${answer(step, a[x])}""#, "${answer(step, a[x])}: \"a[x]\" is no path"),
      (#""${csv(other.csv, id)}""#, "${csv(other.csv, id)}: other.csv cannot be read: it is not there"),
      (
        #""${csv(producers.csv, nam)}""#,
        "producers.csv has no column \"nam\". Did you mean name? Its columns: id, name"
      ),
      (#""${csv(producers.csv, name, rnd)}""#, "\"rnd\" is no order of rows (write csv(FILE, COLUMN), csv("),
      ("{\"a\": }", "JSON, line 1, byte 7"),
    ]
  )
  func faults(template: String, message: String) throws {
    let fault = try TemplateFixtures.fault(template, ["province": "20"])
    #expect(fault.contains(message))
  }

  @Test("a file that is no table is refused with the line of its fault")
  func tables() throws {
    for (text, message) in [
      ("", "producers.csv, line 1: the first line names the columns"),
      ("a,b\n", "line 1: there is no row below the heading"), ("a,a\n1,2\n", "line 1: two columns are called \"a\""),
      ("a,b\n1,2\n\"3\n4\",5,6\n", "line 3: 3 values, where the heading has 2 columns"),
      ("a,b\n1,\"2\n", "line 2: a quote \" without its end"),
      ("a,b\n\"1\"x,2\n", "line 2: text behind a closing quote"),
    ] {
      var sources = TemplateSources { _, _ in text }
      let fault = try #require(throws: TemplateFault.self) {
        try RequestTemplate(parsing: #""${csv(producers.csv, a)}""#, sources: &sources)
      }
      #expect(fault.description.contains(message))
    }
  }
}
