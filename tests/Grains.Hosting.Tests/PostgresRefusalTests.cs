using Counterfactual.Grains.Hosting.Store;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>What a failed commit means: a turn that was refused is made again, one in doubt is not.</summary>
public sealed class PostgresRefusalTests
{
    [Theory]
    [InlineData("ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected, true)]
    [InlineData("FEHLER", "ERROR", PostgresErrorCodes.DeadlockDetected, true)]
    [InlineData("FATAL", "FATAL", PostgresErrorCodes.AdminShutdown, false)]
    public void An_error_is_a_refusal_in_every_language_of_the_server(
        string severity, string invariantSeverity, string state, bool isRefusal) =>
        Assert.Equal(isRefusal, PostgresSession.IsRefusal(new PostgresException("words", severity, invariantSeverity, state)));

    [Fact]
    public void A_lost_connection_is_none() =>
        Assert.False(PostgresSession.IsRefusal(new NpgsqlException("lost", new IOException())));
}
