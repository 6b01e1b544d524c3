using System.Net.Sockets;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Tests.Home;

public sealed class HomeTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-test-").FullName;

    [Fact]
    public void A_new_home_is_for_its_owner_only()
    {
        var home = SiloHome.Open(Path.Combine(directory, "deep", "home"));
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(home.Root));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(home.Artifacts));
    }

    [Fact]
    public void A_home_that_others_could_enter_is_closed_to_them()
    {
        var path = Directory.CreateDirectory(Path.Combine(directory, "open")).FullName;
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        SiloHome.Open(path);
        Assert.False(File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherExecute));
    }

    [Fact]
    public void A_file_is_no_home_and_the_error_says_what_would_be_right()
    {
        var path = Path.Combine(directory, "file");
        File.WriteAllText(path, "");
        var refused = Assert.Throws<SiloHomeException>(() => SiloHome.Open(path));
        Assert.Contains("--home DIR", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(107)]
    [InlineData(108)]
    [InlineData(300)]
    public async Task A_socket_is_reached_by_a_path_of_any_length(int length)
    {
        var home = SiloHome.Open(Deep(length - "/silo.sock".Length));
        Assert.True(home.Socket.Length >= length);
        await using var silo = await SiloHost.StartAsync(home, TestSilo.Options);
        await using var connection = await SiloConnection.OpenAsync(home, TestSilo.Options);
        Assert.False(connection.IsEmbedded);
        Assert.Equal(home.Root, (await connection.Client.GetHealthAsync()).Home);
        Assert.True(File.Exists(home.Socket));
        await silo.StopAsync();
        Assert.False(File.Exists(home.Socket));
    }

    [Fact]
    public async Task A_damaged_database_is_named_with_what_can_be_done()
    {
        var home = SiloHome.Open(Path.Combine(directory, "damaged"));
        File.WriteAllText(home.Database, new string('x', 5000));
        var refused = await Assert.ThrowsAsync<SiloHomeException>(() => SiloHost.StartAsync(home, TestSilo.Options));
        Assert.Contains(home.Database, refused.Message, StringComparison.Ordinal);
        Assert.Contains("restore it from a copy, or move it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_home_too_deep_for_its_database_is_refused()
    {
        var home = SiloHome.Open(Deep(600));
        var refused = await Assert.ThrowsAsync<SiloHomeException>(() => SiloHost.StartAsync(home, TestSilo.Options));
        Assert.Contains("cannot open the database", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_killed_silo_left_behind_is_in_nobodys_way(bool isSocket)
    {
        var home = SiloHome.Open(Path.Combine(directory, "home"));
        if (isSocket)
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(home.Socket));
            File.Move(home.Socket, home.Socket + ".kept");
            socket.Dispose();
            File.Move(home.Socket + ".kept", home.Socket);
        }
        else
        {
            File.WriteAllText(home.Socket, "");
        }

        File.WriteAllText(home.Lock, "");
        File.WriteAllText(Path.Combine(home.Root, "answers-999999999-1.sock"), "");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(home.Work, "cpu-7")).FullName, "step-1"), "");
        await using var connection = await SiloConnection.OpenAsync(home, TestSilo.Options);
        Assert.True(connection.IsEmbedded);
        Assert.Equal([home.Socket], Directory.GetFiles(home.Root, "*.sock"));
        Assert.False(Directory.Exists(Path.Combine(home.Work, "cpu-7")));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>A directory whose path is so many characters long, or a few more.</summary>
    private string Deep(int length)
    {
        var path = directory;
        while (path.Length < length)
        {
            path += "/" + new string('d', Math.Clamp(length - path.Length - 1, 1, 100));
        }

        return path;
    }
}
