using Counterfactual.Grains.Access;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>A bearer token, without the token itself, which is shown once.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Created">When it was made (database clock, UTC).</param>
/// <param name="Revoked">When it was revoked; null while it is valid.</param>
public sealed record TokenDetails(string Name, AccessRole Role, DateTime Created, DateTime? Revoked);

/// <summary>Asks for a token.</summary>
/// <param name="Name">Its name: 1 to 64 of a-z, 0-9, '.', '_' and '-'; free, or that of a revoked token.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Token">
/// The token, where it was made elsewhere: "cf_" and 43 of A-Z, a-z, 0-9, '-' and '_'. Asking again for the same changes nothing,
/// unless it was revoked, which is final. Null for a new one.
/// </param>
public sealed record TokenRequest(string Name, AccessRole Role, string? Token = null);

/// <summary>A new token.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Token">The token, in this answer and nowhere else: the silo keeps its hash only.</param>
public sealed record TokenCreated(string Name, AccessRole Role, string Token);
