using Counterfactual.Grains.Access;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Models;
using Counterfactual.Grains.Runtime;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// The tokens of a store, shared by all its silos. What another silo creates or revokes is known here after
/// <see cref="TokenMemory.Span"/>.
/// </summary>
internal sealed class AccessTokens(GrainHost grains)
{
    /// <summary>The command that makes the first token.</summary>
    internal const string MakeFirst = "counterfactual token create NAME --role operator";

    private readonly TokenMemory memory = new(grains.Queries.AccessTokens);

    /// <summary>Makes a token, which is in the answer and nowhere else.</summary>
    /// <exception cref="ApiException">The name is wrong or taken.</exception>
    internal async Task<TokenCreated> CreateAsync(TokenRequest request)
    {
        if (!RegistryName.IsValid(request.Name))
        {
            throw ApiException.Wrong($"'{request.Name}' is no name for a token; expected {RegistryName.Form}");
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

        memory.Forget();
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

        memory.Forget();
    }

    /// <summary>The tokens as they stand, revoked ones as well.</summary>
    internal Task<IReadOnlyList<AccessTokenSnapshot>> ListAsync(CancellationToken cancellation) =>
        grains.Queries.AccessTokens(cancellation);

    /// <summary>Whether there ever was a token: revoking the last one must not open the silo again.</summary>
    internal async Task<bool> WereEverUsedAsync(CancellationToken cancellation) =>
        (await memory.RecallAsync(cancellation)).Count > 0;

    /// <summary>What is known of a token; null where it is not valid.</summary>
    internal Task<AccessTokenSnapshot?> FindAsync(string token, CancellationToken cancellation) =>
        FindHashAsync(AccessToken.HashOf(token), cancellation);

    /// <summary>Whether a sender who was admitted would still be.</summary>
    internal async Task<bool> StillAdmitAsync(Caller caller, CancellationToken cancellation) => caller switch
    {
        { TokenSha256: { } hash } => await FindHashAsync(hash, cancellation) is not null,
        { IsKnown: true } => true,
        _ => !await WereEverUsedAsync(cancellation),
    };

    private async Task<AccessTokenSnapshot?> FindHashAsync(string hash, CancellationToken cancellation)
    {
        AccessTokenSnapshot? found = null;
        foreach (var known in await memory.RecallAsync(cancellation))
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

    private IAccessTokenGrain Grain(string name) => grains.Client.GetGrain<IAccessTokenGrain>(name);
}
