namespace Counterfactual.Grains.Access;

/// <summary>One bearer token.</summary>
/// <param name="token">What is known of it.</param>
/// <param name="clock">The database's.</param>
public sealed class AccessTokenGrain([PersistentState("token")] IPersistentState<AccessTokenState> token, TimeProvider clock)
    : Grain, IAccessTokenGrain
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    public async Task<bool> Create(AccessRole role, string sha256)
    {
        if (token.RecordExists && token.State.Revoked is null)
        {
            return false;
        }

        token.State = new AccessTokenState { Role = role, Sha256 = sha256, Created = Now };
        await token.WriteStateAsync();
        return true;
    }

    /// <inheritdoc/>
    public Task Revoke()
    {
        ThrowIfAbsent();
        token.State.Revoked ??= Now;
        return token.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task<AccessTokenSnapshot> Get()
    {
        ThrowIfAbsent();
        var state = token.State;
        return Task.FromResult(
            new AccessTokenSnapshot(this.GetPrimaryKeyString(), state.Role, state.Sha256, state.Created, state.Revoked));
    }

    private void ThrowIfAbsent()
    {
        if (!token.RecordExists)
        {
            throw new GrainNotFoundException($"no token '{this.GetPrimaryKeyString()}'");
        }
    }
}

/// <summary>What the token grain remembers.</summary>
[GenerateSerializer, Alias("counterfactual.access-token-state")]
public sealed class AccessTokenState
{
    /// <summary>What the bearer may do.</summary>
    [Id(0)] public AccessRole Role { get; set; }

    /// <summary>Lower-case hexadecimal SHA-256 of the token.</summary>
    [Id(1)] public string Sha256 { get; set; } = "";

    /// <summary>When it was made.</summary>
    [Id(2)] public DateTime Created { get; set; }

    /// <summary>When it was revoked; null while it is valid.</summary>
    [Id(3)] public DateTime? Revoked { get; set; }
}
