using System.Text.Json;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Sweeps.Settings;
using Microsoft.AspNetCore.Mvc;

namespace Counterfactual.Silo.Api;

/// <summary>Which part of a list is asked for, and in which order: the query of every route that gives a page.</summary>
/// <param name="Sort">By what the list is sorted, a word; each route has its own.</param>
/// <param name="Descending">Whether the greatest comes first.</param>
/// <param name="Offset">Items to pass over; not negative. Default 0.</param>
/// <param name="Limit">Items to give at most, 1 to 1000. Default 100.</param>
internal sealed record ListQuery(
    [FromQuery(Name = "sort")] string? Sort,
    [FromQuery(Name = "descending")] bool? Descending,
    [FromQuery(Name = "offset")] int? Offset,
    [FromQuery(Name = "limit")] int? Limit)
{
    private const int MostItems = 1000;
    private const int UsualItems = 100;

    /// <summary>By what to sort.</summary>
    /// <exception cref="ApiException">The word is no such order.</exception>
    internal TOrder Order<TOrder>(TOrder usual)
        where TOrder : struct, Enum => Sort is null ? usual : Word<TOrder>("sort", Sort);

    /// <summary>The page of a list.</summary>
    /// <exception cref="ApiException">There is no such page of any list.</exception>
    internal Page<T> Of<T>(IEnumerable<T> items)
    {
        IReadOnlyList<T> all = items as IReadOnlyList<T> ?? [.. items];
        return new(all.Count, [.. Part(all)]);
    }

    /// <summary>The items of the page.</summary>
    /// <exception cref="ApiException">There is no such page of any list.</exception>
    internal IEnumerable<T> Part<T>(IReadOnlyList<T> all)
    {
        if (Offset < 0)
        {
            throw ApiException.Wrong($"offset is {Offset}; expected 0 or more");
        }

        return Limit is < 1 or > MostItems
            ? throw ApiException.Wrong($"limit is {Limit}; expected 1 to {MostItems}")
            : all.Skip(Offset ?? 0).Take(Limit ?? UsualItems);
    }

    /// <summary>The value that a word of a query means.</summary>
    /// <exception cref="ApiException">It means none.</exception>
    internal static TValue Word<TValue>(string parameter, string word)
        where TValue : struct, Enum
    {
        var words = Enum.GetValues<TValue>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
        return words.TryGetValue(word, out var value)
            ? value
            : throw ApiException.Wrong($"{parameter} is '{word}'; expected {SettingText.OneOf([.. words.Keys])}");
    }
}
