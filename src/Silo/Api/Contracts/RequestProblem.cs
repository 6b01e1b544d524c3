namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Why a request was refused: the body of an <c>application/problem+json</c> answer (RFC 9457).</summary>
public sealed record RequestProblem
{
    /// <summary>What was wrong, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>HTTP status code.</summary>
    public required int Status { get; init; }

    /// <summary>What was wrong with this request, and what would be right.</summary>
    public string? Detail { get; init; }

    /// <summary>Each error found in a sweep file: <c>file:line:column: message</c>; empty for other requests.</summary>
    public IReadOnlyList<string> Errors { get => field ?? []; init; }
}
