using Counterfactual.Silo.Api.Contracts;
using Microsoft.AspNetCore.WebUtilities;

namespace Counterfactual.Silo.Api;

/// <summary>A request is refused; the answer is its problem.</summary>
internal sealed class ApiException(RequestProblem problem) : Exception(problem.Detail)
{
    private const int NamesShown = 20;

    internal RequestProblem Problem { get; } = problem;

    /// <summary>A header that goes with the answer.</summary>
    internal (string Name, string Value)? Header { get; private init; }

    /// <summary>400: the request itself is wrong.</summary>
    internal static ApiException Wrong(string detail, IReadOnlyList<string>? errors = null) =>
        Of(StatusCodes.Status400BadRequest, detail, errors);

    /// <summary>409: not now, or not here.</summary>
    internal static ApiException Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail, errors: null);

    /// <summary>401: who is asking is not known.</summary>
    internal static ApiException Unauthorized(string detail) =>
        Of(StatusCodes.Status401Unauthorized, detail, ("WWW-Authenticate", "Bearer"));

    /// <summary>403: not for whoever is asking.</summary>
    internal static ApiException Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, detail, errors: null);

    /// <summary>429: later.</summary>
    internal static ApiException TooMany(string detail, string seconds) =>
        Of(StatusCodes.Status429TooManyRequests, detail, ("Retry-After", seconds));

    /// <summary>404: says what there is instead.</summary>
    /// <param name="what">What was asked for, as routing left it: a slash in an id is still written %2F.</param>
    /// <param name="there">Ids that there are.</param>
    internal static ApiException Missing(string what, IReadOnlyCollection<string> there)
    {
        var missing = "no " + Uri.UnescapeDataString(what);
        var more = there.Count > NamesShown ? $" and {there.Count - NamesShown} more" : "";
        return Of(
            StatusCodes.Status404NotFound,
            there.Count == 0
                ? $"{missing}; there are none yet"
                : $"{missing}; there are {string.Join(", ", there.Take(NamesShown))}{more}",
            errors: null);
    }

    private static ApiException Of(int status, string detail, (string Name, string Value) header) =>
        new(ProblemOf(status, detail, [])) { Header = header };

    private static ApiException Of(int status, string detail, IReadOnlyList<string>? errors) =>
        new(ProblemOf(status, detail, errors ?? []));

    private static RequestProblem ProblemOf(int status, string detail, IReadOnlyList<string> errors) => new()
    {
        Title = ReasonPhrases.GetReasonPhrase(status),
        Status = status,
        Detail = detail,
        Errors = errors,
    };
}
