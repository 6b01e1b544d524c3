using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <summary>Bearer tokens: made, listed, revoked.</summary>
internal static class TokenEndpoints
{
    internal static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiRoutes.Tokens, (TokenRequest request, AccessTokens tokens) => tokens.CreateAsync(request));
        routes.MapGet(ApiRoutes.Tokens, async (AccessTokens tokens, CancellationToken cancellation) =>
            (IReadOnlyList<TokenDetails>)[.. (await tokens.ListAsync(cancellation)).Select(Describe)]);
        routes.MapDelete(ApiRoutes.TokenTemplate, async (string name, AccessTokens tokens, CancellationToken cancellation) =>
        {
            await tokens.RevokeAsync(name, cancellation);
            return TypedResults.NoContent();
        });
    }

    private static TokenDetails Describe(AccessTokenSnapshot token) => new(token.Name, token.Role, token.Created, token.Revoked);
}
