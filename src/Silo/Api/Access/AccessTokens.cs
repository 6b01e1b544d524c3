using System.Diagnostics;
using System.Text.RegularExpressions;
using Counterfactual.Grains.Access;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Runtime;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// The tokens of a store, shared by all its silos. What another silo creates or revokes is known here after
/// <see cref="Memory"/>.
/// </summary>
internal sealed partial class AccessTokens(GrainHost grains)
{
    /// <summary>How long what was read from the store is trusted.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private (IReadOnlyList<AccessTokenSnapshot> Tokens, long Read)? remembered;

    /// <summary>Makes a token, which is in the answer and nowhere else.</summary>
    /// <exception cref="ApiException">The name is wrong or taken.</exception>
    internal async Task<TokenCreated> CreateAsync(TokenRequest request)
    {
        if (!Name().IsMatch(request.Name))
        {
            throw ApiException.Wrong($"'{request.Name}' is no name for a token; expected 1 to 64 of a-z, 0-9, '.', '_' and '-'");
        }

        if (request.Token is { } given && await IsThereAsync(request, given))
        {
            return new TokenCreated(request.Name, request.Role, given);
        }

        var token = request.Token ?? AccessToken.Create();
        if (!await Grain(request.Name).Create(request.Role, AccessToken.HashOf(token)))
        {
            throw ApiException.Conflict($"there is a token '{request.Name}' already; revoke it first, or choose another name");
        }

        remembered = null;
        return new TokenCreated(request.Name, request.Role, token);
    }

    /// <exception cref="ApiException">There is no such token.</exception>
    internal async Task RevokeAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await Grain(name).Revoke();
        }
        catch (GrainNotFoundException)
        {
            throw ApiException.Missing($"token '{name}'", [.. (await ListAsync(cancellation)).Select(token => token.Name)]);
        }

        remembered = null;
    }

    /// <summary>The tokens as they stand, revoked ones as well.</summary>
    internal Task<IReadOnlyList<AccessTokenSnapshot>> ListAsync(CancellationToken cancellation) =>
        grains.Queries.AccessTokens(cancellation);

    /// <summary>Whether there ever was a token: revoking the last one must not open the silo again.</summary>
    internal async Task<bool> WereEverUsedAsync(CancellationToken cancellation) => (await RecallAsync(cancellation)).Count > 0;

    /// <summary>What is known of a token; null where it is not valid.</summary>
    internal async Task<AccessTokenSnapshot?> FindAsync(string token, CancellationToken cancellation)
    {
        var hash = AccessToken.HashOf(token);
        AccessTokenSnapshot? found = null;
        foreach (var known in await RecallAsync(cancellation))
        {
            // No early end: the time says nothing about which token it is.
            if (AccessToken.AreEqual(known.Sha256, hash) && known.Revoked is null)
            {
                found = known;
            }
        }

        return found;
    }

    /// <summary>Whether a token that was made elsewhere is valid already, in the role that is asked for.</summary>
    private async Task<bool> IsThereAsync(TokenRequest request, string given)
    {
        if (!AccessToken.HasForm(given))
        {
            throw ApiException.Wrong(
                $"the token has not the form of one; expected {AccessToken.Prefix} and 43 of A-Z, a-z, 0-9, '-' and '_' "
                + "(256 random bits)");
        }

        var hash = AccessToken.HashOf(given);
        var known = (await ListAsync(CancellationToken.None)).FirstOrDefault(token => AccessToken.AreEqual(token.Sha256, hash));
        return known switch
        {
            null => false,
            { Revoked: not null } => throw ApiException.Conflict("this very token was revoked, which is final; make another"),
            _ when known.Name == request.Name && known.Role == request.Role => true,
            _ => throw ApiException.Conflict(
                $"this very token is there already, as '{known.Name}' for a {known.Role.ToString().ToLowerInvariant()}"),
        };
    }

    private async Task<IReadOnlyList<AccessTokenSnapshot>> RecallAsync(CancellationToken cancellation)
    {
        if (remembered is var (tokens, read) && Stopwatch.GetElapsedTime(read) < Memory)
        {
            return tokens;
        }

        var now = Stopwatch.GetTimestamp();
        var current = await ListAsync(cancellation);
        remembered = (current, now);
        return current;
    }

    private IAccessTokenGrain Grain(string name) => grains.Client.GetGrain<IAccessTokenGrain>(name);

    [GeneratedRegex("^[a-z0-9._-]{1,64}$")]
    private static partial Regex Name();
}
