namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>What the dashboard is looked at with.</summary>
/// <param name="Name">Part of the names of screenshots.</param>
/// <param name="Width">In CSS pixels.</param>
/// <param name="Height">In CSS pixels.</param>
/// <param name="IsDark">Whether the system prefers dark.</param>
internal sealed record Screen(string Name, int Width, int Height, bool IsDark)
{
    public static Screen Desktop { get; } = new("desktop-light", 1280, 800, IsDark: false);

    public static IReadOnlyList<Screen> All { get; } =
    [
        Desktop,
        new("desktop-dark", 1280, 800, IsDark: true),
        new("phone-light", 375, 720, IsDark: false),
        new("phone-dark", 375, 720, IsDark: true),
    ];
}
