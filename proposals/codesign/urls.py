app_name = "codesign"
urlpatterns: list = []
