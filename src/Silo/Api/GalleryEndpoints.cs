using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Api;

/// <summary>Galleries: which epochs have pictures, and the pictures of one.</summary>
internal static class GalleryEndpoints
{
    internal static void MapGalleries(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapGet(
            ApiRoutes.ExperimentTemplate + "/gallery", async (string sweep, string number, CancellationToken cancellation) =>
                (IReadOnlyList<int>)[.. (await FindAsync(context, sweep, number, cancellation)).Select(page => page.Epoch)]);
        routes.MapGet(ApiRoutes.ExperimentTemplate + "/gallery/{epoch}", async (
            string sweep, string number, int epoch, CancellationToken cancellation) =>
        {
            var pages = await FindAsync(context, sweep, number, cancellation);
            var page = pages.FirstOrDefault(page => page.Epoch == epoch) ?? throw Missing($"epoch {epoch}", sweep, number, pages);
            try
            {
                return Results.File(await context.Artifacts.GetAsync(page.Artifact, cancellation), "application/json");
            }
            catch (DamagedArtifactException)
            {
                throw Missing($"epoch {epoch} (its file is damaged or gone)", sweep, number, pages);
            }
        }).Produces<GalleryPage>();
    }

    private static async Task<IReadOnlyList<StoredGallery>> FindAsync(
        ApiContext context, string sweep, string number, CancellationToken cancellation)
    {
        var experiment = await ExperimentEndpoints.FindAsync(context, sweep, number, cancellation);
        return await context.Grains.Queries.Galleries(experiment.ReusedFrom ?? experiment.Id, cancellation);
    }

    private static ApiException Missing(string what, string sweep, string number, IReadOnlyList<StoredGallery> pages) =>
        ApiException.Missing($"gallery of {sweep}/{number}, {what}", [.. pages.Select(page => $"epoch {page.Epoch}")]);
}
