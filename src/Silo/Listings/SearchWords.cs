namespace Counterfactual.Silo.Listings;

/// <summary>What people type to find something: words that must all occur, anywhere and in any case.</summary>
/// <param name="search">The words; null or blank for everything.</param>
internal sealed class SearchWords(string? search)
{
    private readonly string[] words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether each word occurs in some of the texts.</summary>
    internal bool OccurIn(params IEnumerable<string?> texts) =>
        words.Length == 0
        || words.All(word => texts.Any(text => text?.Contains(word, StringComparison.OrdinalIgnoreCase) is true));
}
