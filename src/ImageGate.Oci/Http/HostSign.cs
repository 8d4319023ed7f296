namespace ImageGate.Oci.Http;

/// <summary>What an exchange says of the host, whatever it says of the image.</summary>
internal enum HostSign
{
    /// <summary>Nothing: it was given up, or never sent.</summary>
    None,

    /// <summary>No connection: the name, the way, the certificate.</summary>
    Unreached,

    /// <summary>A connection, and no answer on it, or a broken one.</summary>
    Silent,

    /// <summary>An answer that says "not now": 429, 502, 503, 504.</summary>
    Busy,

    /// <summary>An answer, also one that refuses: 401, 403, 404, and 500, which is about one request and not about the host.</summary>
    Answered,
}
