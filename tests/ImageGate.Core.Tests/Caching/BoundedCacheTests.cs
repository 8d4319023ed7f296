using ImageGate.Core.Caching;

namespace ImageGate.Core.Tests.Caching;

public sealed class BoundedCacheTests
{
    [Fact]
    public void The_value_that_was_not_used_for_the_longest_time_makes_room()
    {
        var cache = new BoundedCache<string, int>(2, 100);
        cache.Set("a", 1, 1);
        cache.Set("b", 2, 1);
        cache.TryGet("a", out _).Should().BeTrue();

        cache.Set("c", 3, 1);

        cache.TryGet("b", out _).Should().BeFalse();
        cache.TryGet("a", out int a).Should().BeTrue();
        a.Should().Be(1);
        cache.Size.Should().Be((2, 2, 1));
    }

    [Fact]
    public void All_values_together_stay_below_the_bound_of_bytes()
    {
        var cache = new BoundedCache<int, int>(1_000, 10);
        for (int i = 0; i < 100; i++)
        {
            cache.Set(i, i, 4);
        }

        cache.Size.Should().Be((2, 8, 98));
    }

    [Fact]
    public void A_value_over_the_bound_is_not_kept_and_neither_is_the_one_before_it()
    {
        var cache = new BoundedCache<string, int>(10, 10);
        cache.Set("a", 1, 1);

        cache.Set("a", 2, 11);

        cache.TryGet("a", out _).Should().BeFalse();
        cache.Size.Bytes.Should().Be(0);
    }

    [Fact]
    public void A_value_over_the_bound_drives_out_no_other_and_one_at_the_bound_is_kept()
    {
        var cache = new BoundedCache<string, int>(10, 10);
        cache.Set("a", 1, 1);

        cache.Set("b", 2, 11);
        cache.TryGet("a", out _).Should().BeTrue();
        cache.Set("c", 3, 10);
        cache.TryGet("c", out _).Should().BeTrue();
    }

    [Fact]
    public void A_new_value_takes_the_place_of_the_old_one()
    {
        var cache = new BoundedCache<string, int>(10, 10);
        cache.Set("a", 1, 4);
        cache.Set("a", 2, 5);

        cache.TryGet("a", out int value).Should().BeTrue();
        value.Should().Be(2);
        cache.Size.Should().Be((1, 5, 0));
    }

    [Fact]
    public void Nothing_is_kept_where_nothing_may_be()
    {
        var cache = new BoundedCache<string, int>(0, 0);
        cache.Set("a", 1, 0);

        cache.TryGet("a", out _).Should().BeFalse();
    }
}
