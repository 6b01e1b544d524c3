using Counterfactual.Grains.Access;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class AccessTokenTestsOnSqlite(SqliteStore store) : AccessTokenTests(store);

[Collection(PostgresCollection.Name)]
public sealed class AccessTokenTestsOnPostgres(PostgresStore store) : AccessTokenTests(store);

public abstract class AccessTokenTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task Of_two_silos_that_make_a_token_of_one_name_one_does()
    {
        GrainHost[] hosts = [Host, await StartHostAsync()];
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            hosts[number % 2].Client.GetGrain<IAccessTokenGrain>("alice").Create(AccessRole.Viewer, $"{number:x64}")));
        Assert.Single(made, isMade => isMade);
        foreach (var host in hosts)
        {
            Assert.Equal($"{Array.IndexOf(made, true):x64}", Assert.Single(await host.Queries.AccessTokens()).Sha256);
        }
    }

    [Fact]
    public async Task A_revoked_token_stays_known_until_its_name_is_given_again()
    {
        var token = Host.Client.GetGrain<IAccessTokenGrain>("alice");
        await Assert.ThrowsAsync<GrainNotFoundException>(token.Revoke);
        await Assert.ThrowsAsync<GrainNotFoundException>(token.Get);
        Assert.Empty(await Host.Queries.AccessTokens());
        await token.Create(AccessRole.Operator, "one");
        await token.Revoke();
        var revoked = (await token.Get()).Revoked;
        Assert.NotNull(revoked);
        await token.Revoke();
        Assert.Equal(revoked, (await token.Get()).Revoked);
        Assert.True(await token.Create(AccessRole.Viewer, "two"));
        Assert.Equal((AccessRole.Viewer, "two", null), await RoleAndHashAsync(token));
    }

    private static async Task<(AccessRole Role, string Sha256, DateTime? Revoked)> RoleAndHashAsync(IAccessTokenGrain token)
    {
        var snapshot = await token.Get();
        return (snapshot.Role, snapshot.Sha256, snapshot.Revoked);
    }
}
