namespace Counterfactual.Silo.Trainers;

/// <summary>A report could not be stored, although it was tried again for a while.</summary>
internal sealed class ReportException(string message, Exception cause) : Exception(message, cause);
