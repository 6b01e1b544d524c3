using Counterfactual.Silo.Api;

namespace Counterfactual.Silo.Dashboard;

/// <summary>
/// The dashboard at <c>/</c>. Its files say nothing about anybody's experiments and go to whoever can connect; what it shows
/// comes from the API, with the token of the person before it.
/// </summary>
internal static class DashboardEndpoints
{
    internal const string PageRoute = "/";
    internal const string FileRoute = "/dashboard/{**file}";

    /// <summary>
    /// Only the silo's own scripts, styles and answers; no frame around it; no text becomes markup except by the policy
    /// <c>figures</c>, for what the silo itself drew.
    /// </summary>
    private const string ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types figures";

    internal static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(PageRoute, (HttpResponse response) => Give(DashboardFiles.Page, response)).ExcludeFromDescription();
        routes.MapGet(FileRoute, (string? file, HttpResponse response) => Give(file ?? "", response)).ExcludeFromDescription();
    }

    private static IResult Give(string path, HttpResponse response)
    {
        var file = DashboardFiles.Find(path) ?? throw ApiException.Missing($"file '{path}' of the dashboard", ["/"]);
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";

        // Asked for anew each time and sent anew when changed: a new silo is never shown by an old page.
        response.Headers.CacheControl = "no-cache";
        return Results.Bytes(file.Content, file.ContentType, entityTag: file.Tag);
    }
}
