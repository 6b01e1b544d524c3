using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>
/// A private PostgreSQL cluster from Debian's binaries, reached through a Unix socket in a temporary directory. It ends with
/// this process, however this process ends: a shell that waits on our standard output stops it and removes its files.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";

    // Standard input ends when this process does. PostgreSQL refuses to run as root.
    private const string Script = """
        directory=$(mktemp -d /tmp/counterfactual-postgres-XXXXXX) || exit 1
        BINARIES/initdb -D "$directory/data" -A trust -U postgres -E UTF8 --locale=C --no-sync >"$directory/log" 2>&1 \
            || { cat "$directory/log" >&2; exit 1; }
        start() {
            BINARIES/postgres -D "$directory/data" -k "$directory" -c listen_addresses= -c fsync=off -c deadlock_timeout=100ms \
                -c max_connections=200 -c shared_buffers=64MB SETTINGS >>"$directory/log" 2>&1 </dev/null &
            server=$!
        }
        start
        echo "$directory"
        while read -r command; do
            case $command in
                start) start ;;
                stop) kill -INT $server; wait $server ;;
                crash) kill -QUIT $server; wait $server ;;
            esac
            echo done
        done
        kill -INT $server
        wait $server
        rm -rf "$directory"
        """;

    private readonly Process shell;
    private readonly string directory;
    private int databases;

    private PostgresServer(Process shell, string directory)
    {
        this.shell = shell;
        this.directory = directory;
    }

    /// <summary>Starts a cluster.</summary>
    /// <param name="settings">Further options of the server, such as <c>-c fsync=on</c>.</param>
    /// <param name="within">A command, and its arguments, that starts programs where this is to run; none for here.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or did not start.</exception>
    public static async Task<PostgresServer> StartAsync(string settings = "", params string[] within)
    {
        if (!File.Exists($"{Binaries}/initdb"))
        {
            throw new InvalidOperationException(
                $"{Binaries}/initdb is not there; install Debian's package postgresql-15 (./test does)");
        }

        var script = Script.Replace("BINARIES", Binaries).Replace("SETTINGS", settings);
        string[] command = Environment.UserName == "root"
            ? [.. within, "runuser", "-u", "postgres", "--", "sh", "-c", script]
            : [.. within, "sh", "-c", script];
        var shell = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        var directory = await shell.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"PostgreSQL did not start: {await shell.StandardError.ReadToEndAsync()}");
        var server = new PostgresServer(shell, directory);
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return Address(name);
    }

    /// <summary>Runs statements as the cluster's administrator.</summary>
    /// <param name="sql">The statements.</param>
    /// <param name="store">Address of a database of the cluster; null for the administrator's own.</param>
    public async Task ExecuteAsync(string sql, string? store = null) => await QueryAsync(sql, store);

    /// <summary>Runs a statement as the cluster's administrator.</summary>
    /// <returns>The first column of its first row as text; null where there is none.</returns>
    public async Task<string?> QueryAsync(string sql, string? store = null)
    {
        // No wait for standbys that a test made up.
        await using var connection = new NpgsqlConnection(
            (store ?? Address("postgres")) + ";Pooling=false;Options=-c synchronous_commit=local");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    /// <summary>Processor time of the server's processes that run now.</summary>
    public TimeSpan ProcessorTime()
    {
        const int ParentId = 1;
        const int UserTime = 11;
        const int SystemTime = 12;
        const double TicksPerSecond = 100;
        var server = File.ReadLines($"{directory}/data/postmaster.pid").First();
        var ticks = Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Select(Stat).Where(stat => stat.Length > SystemTime && stat[ParentId] == server)
            .Sum(stat => Ticks(stat[UserTime]) + Ticks(stat[SystemTime]));
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);

        static long Ticks(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the server: connections are cut, what was committed is kept.</summary>
    public Task StopAsync() => CommandAsync("stop");

    /// <summary>Ends the server at once, as a crash does; it recovers when it is started again.</summary>
    public Task CrashAsync() => CommandAsync("crash");

    /// <summary>Starts the server again after its end, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        await CommandAsync("start");
        await WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    /// <summary>What follows the name in proc_pid_stat(5): state, parent and so on; empty where the process has ended.</summary>
    private static string[] Stat(string process)
    {
        try
        {
            var stat = File.ReadAllText($"{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private async Task CommandAsync(string command)
    {
        await shell.StandardInput.WriteLineAsync(command);
        await shell.StandardInput.FlushAsync();
        if (await shell.StandardOutput.ReadLineAsync() is null)
        {
            throw new InvalidOperationException($"PostgreSQL could not be told to {command}: its shell has ended");
        }
    }

    private string Address(string database) => $"Host={directory};Username=postgres;Database={database}";

    private async Task WaitUntilReadyAsync()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (watch.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(20);
            }
        }
    }
}
