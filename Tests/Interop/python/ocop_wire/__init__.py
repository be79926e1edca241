"""A second implementation of the OCOP wire protocol, client and server, written from proto/PROTOCOL.md alone.

It exists to show that the text suffices, and to be run against the Swift implementation. The lower half (frames,
rules, reader, streams, connections) is a state machine of bytes in and bytes out that knows no sockets and no clock but
the one it is given; the upper half (link, channel, call, server) puts it on asyncio.
"""
