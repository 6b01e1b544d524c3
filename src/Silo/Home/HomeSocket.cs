using System.Net.Sockets;
using System.Text;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Home;

/// <summary>
/// A Unix socket in a directory of any depth. The kernel takes socket paths of at most 107 bytes; a longer one is named
/// through a descriptor of its directory, <c>/proc/self/fd/N/name</c>, which stays short.
/// </summary>
internal sealed class HomeSocket : IDisposable
{
    private const int LongestPath = 107;
    private int directory = -1;

    /// <summary>Names a socket; nothing is created yet.</summary>
    internal HomeSocket(string path)
    {
        Path = path;
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            directory = Linux.OpenDirectory(System.IO.Path.GetDirectoryName(path)!);
            Path = $"/proc/self/fd/{directory}/{System.IO.Path.GetFileName(path)}";
        }
    }

    /// <summary>The path to bind or to connect to, within this process.</summary>
    internal string Path { get; }

    /// <summary>Connects; null where nobody listens.</summary>
    internal async Task<NetworkStream?> TryConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (directory >= 0)
        {
            Linux.Close(directory);
            directory = -1;
        }
    }
}
