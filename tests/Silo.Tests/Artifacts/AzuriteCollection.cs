using Counterfactual.Tests;

namespace Counterfactual.Silo.Tests.Artifacts;

/// <summary>Tests that share one emulator of Azure Blob Storage, each with a container of its own.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteCollection.Fixture>
{
    public const string Name = "azurite";

    public sealed class Fixture : IAsyncLifetime
    {
        public AzuriteServer Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await AzuriteServer.StartAsync();

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
