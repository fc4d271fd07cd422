import Records
import TestKit
import Testing

/// A configuration as it grows over years: two hundred files, one record each.
@Suite struct ManyFilesTests {
  static func write(into folder: TemporaryFolder) throws {
    try folder.write(Sample.settings, to: "tocsin.yaml")
    try folder.write(Sample.register, to: "register.yaml")
    for number in 1...99 {
      try folder.write(
        """
        risks:
          - id: risk-\(number)
            title: Danger number \(number)
            owner: operations
            likelihood: \(number % 5 + 1)
            impact: \(number % 4 + 1)
            plain: It may happen.
            model: model-\(number)
        """, to: "risks/\(number % 7)/risk-\(number).yaml")
      try folder.write(
        """
        models:
          - id: model-\(number)
            title: Model number \(number)
            type: incident
            status: in-force
            category: test
            opens_on: {risks: [risk-\(number)], how: on-ack}
            roles: {lead: on-call}
            steps: [{id: look, stage: identification, do: Look., by: lead}]
            close: {needs: [look], reasons: [real]}
        """, to: "models/model-\(number).yaml")
    }
  }

  @Test func twoHundredFilesAreOneConfiguration() throws {
    let folder = try TemporaryFolder()
    try Self.write(into: folder)
    let (files, unreadable) = FolderReader.read(folder.path, extensions: ["yaml"])
    let (configuration, diagnostics) = ConfigurationReader.read(
      files: files, today: ConfigurationReaderTests.today)
    #expect(files.count == 200 && unreadable == [])
    #expect(diagnostics.map { DiagnosticRenderer.text($0) } == [])
    #expect(configuration.risks.count == 101 && configuration.models.count == 101)
    let again = ConfigurationReader.read(files: files.reversed(), today: nil).0
    #expect(again.digest == configuration.digest)
    var changed = files
    changed[100].text += "\n"
    #expect(ConfigurationReader.read(files: changed).0.digest != configuration.digest)
  }

  @Test func aMistakeInEachFileIsTold() throws {
    let folder = try TemporaryFolder()
    try Self.write(into: folder)
    var (files, _) = FolderReader.read(folder.path, extensions: ["yaml"])
    for index in files.indices { files[index].text += "\nlimts: {}\n" }
    let (_, diagnostics) = ConfigurationReader.read(files: files)
    #expect(diagnostics.count == 200)
    #expect(diagnostics.allSatisfy { $0.hint == "did you mean 'limits'?" })
    let text = DiagnosticRenderer.text(Excerpts.attach(to: diagnostics, from: files))
    #expect(text.hasSuffix("and 180 more\n"))
  }
}
