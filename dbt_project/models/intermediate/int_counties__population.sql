-- A census is taken every ten years: a year without figures takes those of the last year that has some.
with years as (

    select distinct report_year from {{ ref('fct_reports') }}

),

population as (

    select
        division_code,
        report_year as residents_year,
        residents
    from {{ ref('stg_reference__population') }}
    where residents is not null

)

select
    population.division_code,
    years.report_year,
    max_by(population.residents, population.residents_year) as residents,
    max(population.residents_year) as residents_year
from years
inner join population on years.report_year >= population.residents_year
group by population.division_code, years.report_year
