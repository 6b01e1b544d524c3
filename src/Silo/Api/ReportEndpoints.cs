using System.Text.RegularExpressions;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;

namespace Counterfactual.Silo.Api;

/// <summary>Reports: written when asked for, and fetched file by file.</summary>
internal static partial class ReportEndpoints
{
    /// <summary>A report that is opened in a browser runs nothing and fetches nothing.</summary>
    internal const string ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

    private static readonly Dictionary<string, string> _contentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".csv"] = "text/csv; charset=utf-8",
    };

    internal static void MapReports(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapPost(
            ApiRoutes.SweepTemplate + "/report", async (string sweep, bool? pictures, CancellationToken cancellation) =>
            {
                await SweepEndpoints.FindAsync(context, sweep, cancellation);
                return await context.Reports.WriteAsync(sweep, pictures ?? false, cancellation);
            });
        routes.MapGet(
            ApiRoutes.SweepTemplate + "/report",
            (string sweep, CancellationToken cancellation) => LastWrittenAsync(context, sweep, cancellation));
        routes.MapGet(
            ApiRoutes.SweepTemplate + "/report/files/{file}",
            (string sweep, string file, HttpResponse response, CancellationToken cancellation) =>
                GiveAsync(context, sweep, file, response, cancellation));
        routes.MapGet(
            ApiRoutes.SweepTemplate + "/report/files/" + FigureFiles.Directory + "/{file}",
            (string sweep, string file, HttpResponse response, CancellationToken cancellation) =>
                GiveAsync(context, sweep, $"{FigureFiles.Directory}/{file}", response, cancellation));
    }

    private static async Task<SweepReport> LastWrittenAsync(ApiContext context, string sweep, CancellationToken cancellation)
    {
        var known = await SweepEndpoints.FindAsync(context, sweep, cancellation);
        var directory = Path.Combine(context.Home.Reports, known.Id);
        return FilesIn(directory) is { Count: > 0 } files
            ? new SweepReport(directory, files)
            : throw ApiException.Missing($"report of sweep '{sweep}'", []);
    }

    private static async Task<IResult> GiveAsync(
        ApiContext context, string sweep, string file, HttpResponse response, CancellationToken cancellation)
    {
        var known = await SweepEndpoints.FindAsync(context, sweep, cancellation);
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(
            Find(Path.Combine(context.Home.Reports, known.Id), file),
            _contentTypes.GetValueOrDefault(Path.GetExtension(file), "text/plain; charset=utf-8"));
    }

    /// <summary>The path of a file that a report wrote; 404 for any other name.</summary>
    private static string Find(string directory, string file)
    {
        var there = FilesIn(directory);
        return there.Contains(file)
            ? Path.Combine(directory, file)
            : throw ApiException.Missing($"report file '{file}'", there);
    }

    /// <summary>Names of the files that a report wrote there; none where none was written.</summary>
    private static List<string> FilesIn(string directory) => Directory.Exists(directory)
        ? [.. new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.LinkTarget is null)
            .Select(file => Path.GetRelativePath(directory, file.FullName))
            .Where(name => ReportFile().IsMatch(name))
            .Order(StringComparer.Ordinal)]
        : [];

    [GeneratedRegex(@"\A(figures/)?[a-z0-9-]+\.(html|md|tex|csv|yaml|svg|png)\z")]
    private static partial Regex ReportFile();
}
