using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Artifacts;

namespace Counterfactual.Silo.Api;

/// <summary>What lies in the artifact store: looked at, and cleared of what nobody needs.</summary>
internal static class ArtifactEndpoints
{
    internal static void MapArtifacts(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapGet(ApiRoutes.Artifacts, (string? folder, CancellationToken cancellation) =>
            ListAsync(context, folder, cancellation));
        routes.MapPost(ApiRoutes.Artifacts + "/prune", (bool? dryRun, CancellationToken cancellation) =>
            PruneAsync(context, dryRun is true, cancellation));
    }

    private static async Task<IReadOnlyList<ArtifactDetails>> ListAsync(
        ApiContext context, string? folder, CancellationToken cancellation)
    {
        List<ArtifactDetails> listed = [];
        try
        {
            await foreach (var artifact in context.Artifacts.ListAsync(folder, cancellation))
            {
                listed.Add(Describe(artifact, await context.Cleaner.JudgeAsync(artifact, cancellation)));
            }
        }
        catch (ArgumentException wrong)
        {
            throw ApiException.Wrong(wrong.Message);
        }

        return [.. listed.OrderBy(artifact => artifact.Name, StringComparer.Ordinal)];
    }

    private static async Task<PrunedArtifacts> PruneAsync(ApiContext context, bool dryRun, CancellationToken cancellation)
    {
        var garbage = dryRun
            ? await context.Cleaner.FindGarbageAsync(cancellation)
            : await context.Cleaner.CleanAsync(cancellation);
        return new(dryRun, [.. garbage.Select(artifact => Describe(artifact, ArtifactVerdict.Garbage))]);
    }

    private static ArtifactDetails Describe(StoredArtifact artifact, ArtifactVerdict verdict) =>
        new(artifact.Name, artifact.Kind, artifact.Bytes, artifact.Written, artifact.Sha256, verdict);
}
