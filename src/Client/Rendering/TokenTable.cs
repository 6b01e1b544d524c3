using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each token.</summary>
internal static class TokenTable
{
    public static FittedTable Of(IReadOnlyList<TokenDetails> tokens) => new FittedTable()
        .Add("token", tokens.Select(token => new Cell(token.Name)))
        .Add("role", tokens.Select(token => new Cell(Words.Of(token.Role))))
        .Add("created", tokens.Select(token => new Cell(Figures.Time(token.Created))))
        .Add("revoked", tokens.Select(token => new Cell(Figures.Time(token.Revoked))));
}
