using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Counterfactual.Silo.Api;

/// <summary>Serves the API on a Unix socket.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    /// <summary>Longest request body in bytes: a sweep file of 1 MiB, escaped as JSON, with its overrides.</summary>
    internal const int LongestBody = 4 << 20;

    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(300);
    private readonly WebApplication application;

    private ApiServer(WebApplication application) => this.application = application;

    /// <summary>Starts to answer.</summary>
    /// <param name="socket">Path of the socket to bind, which must not be there.</param>
    /// <param name="context">What to answer from.</param>
    /// <param name="log">Where the server's troubles go.</param>
    internal static async Task<ApiServer> StartAsync(string socket, ApiContext context, ILoggerProvider log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, socket));
        builder.Services.AddRoutingCore().AddSingleton(_ => new SweepLauncher(context.Grains));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopPatience);
        builder.Services.Configure<JsonOptions>(json => ApiJson.ApplyTo(json.SerializerOptions));
        var application = builder.Build();
        application.UseMiddleware<ProblemMiddleware>();
        application.UseRouting();
        application.MapSilo(context);
        application.MapDatasets(context);
        application.MapDevices(context);
        application.MapSweeps(context);
        application.MapReports(context);
        application.MapExperiments(context);
        application.MapGalleries(context);
        application.MapModels(context);
        try
        {
            await application.StartAsync();
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return new ApiServer(application);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private static void Limit(KestrelServerOptions kestrel, string socket)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LongestBody;
        kestrel.Limits.MaxConcurrentConnections = 1000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
