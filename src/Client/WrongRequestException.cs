namespace Counterfactual.Client;

/// <summary>A command cannot do what it was asked, for a reason that its user can act on.</summary>
internal sealed class WrongRequestException(string message) : Exception(message);
