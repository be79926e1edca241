"""gRPC's interoperability cases on the OCOP wire: the service, the client's cases, and how they are run."""
