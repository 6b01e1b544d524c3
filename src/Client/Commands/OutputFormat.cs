namespace Counterfactual.Client.Commands;

/// <summary>In which form a command prints its result.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>One JSON document.</summary>
    Json,
}
