import Delivery
import Testing

/// Which addresses lie out on the internet.
@Suite struct NetAddressTests {
  @Test(arguments: [
    "127.0.0.1", "127.255.255.255", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "0.0.0.0", "192.0.0.192", "198.18.0.1",
    "224.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "fe80::1", "fd00:ec2::254",
    "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:192.168.0.1", "64:ff9b::10.0.0.1",
    "64:ff9b:1::1", "2002:7f00:1::", "2001:db8::1", "::127.0.0.1", "2001::1",
  ])
  func aSpecialAddressIsNotPublic(_ text: String) throws {
    #expect(try !#require(NetAddress(text)).isPublic)
  }

  @Test(arguments: [
    "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.0.1.1", "223.1.1.1",
    "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
  ])
  func anotherOneIs(_ text: String) throws {
    #expect(try #require(NetAddress(text)).isPublic)
  }

  @Test(arguments: ["", "localhost", "1.2.3", "2130706433", "::g", "1.2.3.4.5"])
  func whatIsNoAddressIsNone(_ text: String) { #expect(NetAddress(text) == nil) }

  @Test func onlyLoopbackIsLoopback() throws {
    for text in ["127.0.0.2", "::1", "::ffff:127.0.0.1"] {
      #expect(try AddressRule.loopbackOnly.allows(#require(NetAddress(text))))
    }
    for text in ["10.0.0.1", "1.1.1.1", "::2", "fe80::1"] {
      #expect(try !AddressRule.loopbackOnly.allows(#require(NetAddress(text))))
    }
  }
}
