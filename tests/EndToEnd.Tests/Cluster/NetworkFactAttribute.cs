namespace Counterfactual.EndToEnd.Tests.Cluster;

/// <summary>A test that makes network namespaces, skipped with what would be needed where it may not.</summary>
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "only root may make network namespaces, and PostgreSQL does not run as the root of a user namespace";
        }
    }
}
