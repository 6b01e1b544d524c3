namespace Counterfactual.Grains.Experiments;

/// <summary>
/// One value of a metric's series. A point written again replaces the older one, so a resumed attempt repeats none.
/// </summary>
/// <param name="Name">Dotted name such as <c>train.loss</c> or <c>test.Sketch.accuracy</c>.</param>
/// <param name="Step">Optimiser steps done when it was measured.</param>
/// <param name="Value">The value; accuracies in 0..1, times in seconds.</param>
[GenerateSerializer, Alias("counterfactual.metric-point")]
public sealed record MetricPoint([property: Id(0)] string Name, [property: Id(1)] int Step, [property: Id(2)] double Value);
