using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Tests;

/// <summary>Who may know whom.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Every project of src, with those that it may name; whatever these name, it knows as well.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Client"] = ["Silo"],
        ["Silo"] = ["Grains", "Grains.Hosting", "Training"],
        ["Grains"] = ["Grains.Interfaces"],
        ["Grains.Hosting"] = ["Grains.Interfaces"],
        ["Grains.Interfaces"] = [],
        ["Training"] = ["Torch"],
        ["Torch"] = [],
    };

    [Fact]
    public void Projects_reference_each_other_only_along_the_arrows()
    {
        var projects = Directory.GetFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(Arrows.Keys.Order(), projects.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var references = References(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension);
            Assert.All(
                references, reference => Assert.True(Arrows[name].Contains(reference), $"{name} must not reference {reference}"));
        }
    }

    [Theory]
    [InlineData("Grains")]
    [InlineData("Grains.Interfaces")]
    public void Grains_need_no_package(string project) =>
        Assert.Empty(References(Path.Combine(Root(), "src", project, $"{project}.csproj"), "PackageReference"));

    [Fact]
    public void Grains_know_nothing_of_databases_networks_processes_files_or_clocks_of_their_own()
    {
        string[] forbidden =
        [
            "System.Data", "System.Net", "System.IO", "System.Diagnostics", "Npgsql", "Microsoft.Data",
        ];
        foreach (var assembly in new[] { typeof(SweepGrain).Assembly, typeof(ISweepGrain).Assembly })
        {
            Assert.All(
                assembly.GetReferencedAssemblies().Select(reference => reference.Name!),
                name =>
                    Assert.DoesNotContain(name, new[] { "System.Net.Http", "System.Data.Common", "System.Diagnostics.Process" }));
        }

        var sources = new[] { "Grains", "Grains.Interfaces" }
            .SelectMany(project => Directory.GetFiles(Path.Combine(Root(), "src", project), "*.cs", SearchOption.AllDirectories));
        foreach (var source in sources)
        {
            var text = File.ReadAllText(source);
            Assert.All(forbidden, name => Assert.DoesNotContain($"using {name}", text, StringComparison.Ordinal));
            Assert.DoesNotContain("DateTime.UtcNow", text, StringComparison.Ordinal);
            Assert.DoesNotContain("DateTime.Now", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Random.Shared", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Task.Run(", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Task.Delay(", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Messages_and_states_number_their_members_without_gaps_or_repeats()
    {
        var types = typeof(ISweepGrain).Assembly.GetTypes().Concat(typeof(SweepGrain).Assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(Runtime.GenerateSerializerAttribute)) && !type.IsEnum).ToArray();
        Assert.NotEmpty(types);
        Assert.All(types, type =>
        {
            var ids = type.GetProperties().Select(property => property.GetCustomAttribute<Runtime.IdAttribute>())
                .OfType<Runtime.IdAttribute>().Select(id => (int)id.Id).Order();
            Assert.Equal(Enumerable.Range(0, ids.Count()), ids);
        });
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "..", "..", ".."));
}
