using System.Net.Sockets;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Dashboard;
using Counterfactual.Silo.Listings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Counterfactual.Silo.Api;

/// <summary>Serves the API on a Unix socket and on TCP addresses.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    /// <summary>Longest request body in bytes: a sweep file of 1 MiB, escaped as JSON, with its overrides.</summary>
    internal const int LongestBody = 4 << 20;

    private const double SlowestBytesASecond = 240;

    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(300);
    private readonly WebApplication application;

    private ApiServer(WebApplication application) => this.application = application;

    /// <summary>The TCP addresses that it answers on, with their ports.</summary>
    internal IReadOnlyList<Uri> Addresses =>
    [
        .. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Where(address => !address.StartsWith("http://unix:", StringComparison.Ordinal)).Select(address => new Uri(address)),
    ];

    /// <summary>Its routes.</summary>
    internal IReadOnlyList<Endpoint> Endpoints => application.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Starts to answer.</summary>
    /// <param name="socket">Path of the socket to bind, which must not be there.</param>
    /// <param name="context">What to answer from, where and within which limits.</param>
    /// <param name="log">Where the server's troubles go.</param>
    /// <exception cref="ListenException">A TCP address cannot be listened on.</exception>
    internal static async Task<ApiServer> StartAsync(string socket, ApiContext context, ILoggerProvider log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, socket, context.Options));
        builder.Services.AddRoutingCore()
            .AddSingleton(context.Options)
            .AddSingleton(context.Tokens)
            .AddSingleton(_ => new FailedTries(context.Options.FailedTriesAMinute))
            .AddSingleton(_ => new SweepListings(context.Grains.Queries))
            .AddSingleton(_ => new SweepLauncher(context.Grains));
        OpenApiDocument.AddTo(builder.Services);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopPatience);
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<JsonOptions>(json => ApiJson.ApplyTo(json.SerializerOptions));
        var application = builder.Build();
        application.UseMiddleware<ProblemMiddleware>();
        application.UseRouting();
        application.UseMiddleware<AccessMiddleware>();
        application.MapSilo(context);
        application.MapHealth(context);
        application.MapDatasets(context);
        application.MapDevices(context);
        application.MapSweeps(context);
        application.MapListings(context);
        application.MapReports(context);
        application.MapExperiments(context);
        application.MapEvents(context);
        application.MapTokens();
        application.MapGalleries(context);
        application.MapModels(context);
        application.MapArtifacts(context);
        application.MapOpenApiDocument();
        application.MapDashboard();
        if (context.Metrics is { } metrics)
        {
            application.MapMetrics(metrics);
        }

        try
        {
            await application.StartAsync();
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return new ApiServer(application);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new ListenException(refused.Message, refused);
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

    private static void Configure(KestrelServerOptions kestrel, string socket, ApiOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LongestBody;
        kestrel.Limits.RequestHeadersTimeout = options.HeaderPatience;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestBytesASecond, options.SlowPatience);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(SlowestBytesASecond, options.SlowPatience);
        kestrel.ListenUnixSocket(socket, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            HomeSocketConnection.MarkThoseOf(listen);
        });
        var limit = new ConnectionLimit(options.MostConnections);
        foreach (var address in options.Listen)
        {
            kestrel.Listen(address.Address, address.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                limit.ApplyTo(listen);
            });
        }
    }
}
