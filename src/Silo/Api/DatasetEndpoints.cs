using Counterfactual.Grains.Datasets;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Datasets;

namespace Counterfactual.Silo.Api;

/// <summary>The registry of datasets.</summary>
internal static class DatasetEndpoints
{
    internal static void MapDatasets(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapGet(ApiRoutes.Datasets, (CancellationToken cancellation) => context.Grains.Queries.Datasets(cancellation));
        routes.MapGet(ApiRoutes.DatasetTemplate, (string dataset, CancellationToken cancellation) =>
            ContentAsync(context, dataset, cancellation));
        routes.MapPut(
            ApiRoutes.DatasetTemplate,
            (string dataset, DatasetRegistration registration, CancellationToken cancellation) =>
                RegisterAsync(context, dataset, registration, cancellation));
    }

    private static async Task<DatasetContent> ContentAsync(ApiContext context, string dataset, CancellationToken cancellation)
    {
        var known = (await context.Grains.Queries.Datasets(cancellation)).Select(each => each.Name).ToList();
        return known.Contains(dataset)
            ? await context.Grains.Client.GetGrain<IDatasetGrain>(dataset).GetContent()
            : throw ApiException.Missing($"dataset '{dataset}'", known);
    }

    private static async Task<DatasetContent> RegisterAsync(
        ApiContext context, string dataset, DatasetRegistration registration, CancellationToken cancellation)
    {
        if (DatasetName.Problem(dataset) is { } problem)
        {
            throw ApiException.Wrong(problem);
        }

        try
        {
            await context.Grains.Client.GetGrain<IDatasetGrain>(dataset).Register(registration.Description, registration.Shards);
        }
        catch (ArgumentException contradiction)
        {
            throw ApiException.Wrong(contradiction.Message);
        }

        return await ContentAsync(context, dataset, cancellation);
    }
}
