namespace Counterfactual.Grains.Access;

/// <summary>One bearer token; key: its name. The token itself is never stored, only its hash.</summary>
[Alias("counterfactual.access-token")]
public interface IAccessTokenGrain : IGrainWithStringKey
{
    /// <summary>Makes the token valid, under a name that is free or whose token was revoked.</summary>
    /// <param name="role">What its bearer may do.</param>
    /// <param name="sha256">Lower-case hexadecimal SHA-256 of the token.</param>
    /// <returns>Whether it was made; false where a valid token has the name.</returns>
    Task<bool> Create(AccessRole role, string sha256);

    /// <summary>Makes the token invalid for ever; that it was there stays known.</summary>
    /// <exception cref="GrainNotFoundException">No token of this name was ever created.</exception>
    Task Revoke();

    /// <summary>The token as it stands.</summary>
    /// <exception cref="GrainNotFoundException">No token of this name was ever created.</exception>
    [ReadOnly] Task<AccessTokenSnapshot> Get();
}

/// <summary>A token as it stood when it was read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the token.</param>
/// <param name="Created">When it was made (database clock, UTC).</param>
/// <param name="Revoked">When it was revoked; null while it is valid.</param>
[GenerateSerializer, Alias("counterfactual.access-token-snapshot")]
public sealed record AccessTokenSnapshot(
    [property: Id(0)] string Name,
    [property: Id(1)] AccessRole Role,
    [property: Id(2)] string Sha256,
    [property: Id(3)] DateTime Created,
    [property: Id(4)] DateTime? Revoked);
