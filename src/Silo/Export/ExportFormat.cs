namespace Counterfactual.Silo.Export;

/// <summary>The form in which a sweep is exported.</summary>
public enum ExportFormat
{
    /// <summary>Tables of experiments, results and metrics (RFC 4180).</summary>
    Csv,

    /// <summary>The sweep, and the metrics of each experiment, as JSON documents.</summary>
    Json,

    /// <summary>TensorBoard event files, a directory an experiment.</summary>
    TensorBoard,
}
